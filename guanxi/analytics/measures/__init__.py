"""Every measure once, as an Ibis expression over warehouse tables: what it means, whichever engine computes it.

The pure rules in guanxi/analytics/rules.py are the definition; tests hold these equal to them.
"""
