"""Linhu, a fictional city: the demo organisation. docs/demo.md tells what there is to find."""

from perfmgmt.demo_city.accounts import SIGN_INS, SignIn

__all__ = ["CYCLE", "SIGN_INS", "SignIn"]

CYCLE = "2026"  # the cycle that `make demo` scores
