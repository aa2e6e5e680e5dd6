/** They ask for something and change nothing: RFC 9110, section 9.2.1; TRACE is refused at the door. */
export const safeMethods: ReadonlySet<string> = new Set(["GET", "HEAD", "OPTIONS"]);
