"""stub"""
def find_aligned_tables(pages):
    pass
