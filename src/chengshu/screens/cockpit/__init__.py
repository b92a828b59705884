"""The wall screen: reads doors only, computes nothing."""
