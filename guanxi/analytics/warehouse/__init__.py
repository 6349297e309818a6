"""The columnar copy of what measures need: Parquet files read by DuckDB. docs/algorithms/warehouse.md."""
