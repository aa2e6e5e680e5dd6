import fc from "fast-check";

const ODD_TEXTS = [
  ...[
    "",
    " ",
    "\u0000",
    "\ud800",
    "]]>",
    "<x>",
    "&#0;",
    "__proto__",
    "constructor",
    "a/b",
    "a\nb",
    "..",
    "%",
    "*",
  ],
  ...[
    "UP",
    "DOWN",
    "out_of_service",
    "null",
    "-1",
    "1e309",
    "0x10",
    "NaN",
    "9".repeat(400),
    "한".repeat(300),
  ],
];
export const text = fc.oneof(fc.constantFrom(...ODD_TEXTS), fc.string({ unit: "binary", maxLength: 30 }));
const scalar = fc.oneof(
  text,
  fc.constantFrom(null, true, false, -0, 1e300, -1, 2 ** 31, 2 ** 53),
  fc.integer(),
);
export const encoded = (made: string): string => encodeURIComponent(made.toWellFormed());
export const odd = fc.oneof(
  { withCrossShrink: true },
  scalar,
  fc.array(scalar, { maxLength: 3 }),
  fc.dictionary(text, scalar, { maxKeys: 3 }),
);
