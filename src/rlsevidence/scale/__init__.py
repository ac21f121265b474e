"""All of PubMed on this machine or a cluster: a strategy translated, and run over baseline and update files."""
