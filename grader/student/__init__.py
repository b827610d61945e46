"""What students can find out before they submit: the visible tests, common mistakes, hints."""
