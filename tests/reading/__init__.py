"""What a reader of code must answer, the command's and the page's alike."""
