"""Readers of the configurations of training code: what a plan can be proposed from."""
