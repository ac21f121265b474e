"""Forms in JupyterLab: extract, appraise and judge, each change on disk at once as a draft in the person's name."""
