import { observable } from "@siren/web/observable";

/** The page's first screen stands: until then nothing is asked for that nobody would miss. */
export const isSettled = observable(false);
