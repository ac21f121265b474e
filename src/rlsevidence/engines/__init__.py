"""Who may judge a stance beside the rules: engines as plug-ins. What they say is a suggestion and is never counted."""
