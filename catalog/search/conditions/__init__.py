"""What a searcher asks beside the matter itself: price, time, place, kind … read from plain Chinese, and met or not by items."""
