"""The chapters: each writes its blocks from the material, or nothing where it has nothing to say."""
