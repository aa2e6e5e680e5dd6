/** Check name -> why the embedded engine answers otherwise, and why that is as it should be. */
export const knownDifferences: Record<string, string> = {};
