"""The first customer scorecard: its figures, its pictures and the rows behind them."""
