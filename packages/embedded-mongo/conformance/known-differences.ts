const nullThroughArrays =
  "the real engine's package carries MongoDB 9.0's alpha, where { 'a.b': null } also finds { a: [1] } and { a: [] }; released versions find neither, and so does this engine";

/** Check name -> why the embedded engine answers otherwise, and why that is as it should be. */
export const knownDifferences: Record<string, string> = {
  "arrays: a dotted path to null through an array": nullThroughArrays,
  "arrays: $nin through an array": nullThroughArrays,
  "arrays with indexes: a dotted path to null through an array": nullThroughArrays,
  "arrays with indexes: $nin through an array": nullThroughArrays,
};
