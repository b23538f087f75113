"""How well an item answers a need: covered or partly, a score of named parts, and the reasons that both rest on."""
