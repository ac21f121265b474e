"""PubMed: ask (Bio.Entrez), keep every raw answer, parse it without the network, merge, and write down what
happened."""
