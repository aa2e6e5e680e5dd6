// zod loads the language that it speaks, English, from a file of its own.
export {};
