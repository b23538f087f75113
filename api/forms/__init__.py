"""What a person asked, read from an address or a form and written back into one."""
