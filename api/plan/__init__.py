"""一企一策: what a company takes away, one document as values, written as docx or shown as a printable page."""
