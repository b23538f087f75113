"""Similar companies (看样学样): enterprises like this one that succeeded, why they are alike, and what they bought."""
