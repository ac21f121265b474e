"""Databases beside PubMed, asked through their own interfaces: plan, ask, keep, read, enter, ledger."""
