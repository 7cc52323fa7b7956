"""Monitors of pegs, lending reserves and pools: a monotone logit and a bounded LSTM correction, judged out of fold."""
