"""Every measure once, as an Ibis expression over warehouse tables, whichever engine computes it.

The pure rules in guanxi/analytics/rules.py are the definition; tests hold these equal to them.
"""
