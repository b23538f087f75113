"""供给缺口榜: what enterprises ask for in a month and how far the catalogue goes, without saying who asks."""
