import { isIPv6 } from "node:net";
import { isSecret } from "../http/who-may-ask.ts";

export type Session = { readonly id: string; readonly csrf: string; readonly name: string };
type Held = Session & { readonly since: number; readonly seen: number };
type Tries = { readonly wrong: number; readonly freeAt: number };

export type SignIn =
  | { readonly kind: "signed-in"; readonly session: Session }
  | { readonly kind: "wrong" }
  | { readonly kind: "wait"; readonly seconds: number };

const LASTS_MS = 8 * 3_600_000;
const IDLE_MS = 3_600_000;
const MOST_SESSIONS = 200;
const MOST_PLACES = 1_000;
const FREE_TRIES = 5;
const FIRST_WAIT_MS = 2_000;
const LONGEST_WAIT_MS = 60_000;

/** A whole IPv6 network counts as one place: its owner has as many addresses as he likes. */
function placeOf(address: string): string {
  if (!isIPv6(address) || address.startsWith("::ffff:")) return address;
  const [head = ""] = address.split("::");
  return head.split(":").slice(0, 4).join(":");
}

/** Who is signed in at the dashboard. Kept in memory alone: a restart signs everybody out. */
export class Sessions {
  readonly #name: string;
  readonly #isRight: (given: string) => boolean;
  readonly #now: () => number;
  readonly #newSecret: () => string;
  readonly #held = new Map<string, Held>();
  readonly #tries = new Map<string, Tries>();

  /** `credentials` is name:password. */
  constructor(options: { credentials: string; now: () => number; newSecret: () => string }) {
    this.#name = options.credentials.slice(0, options.credentials.indexOf(":"));
    this.#isRight = isSecret(options.credentials);
    this.#now = options.now;
    this.#newSecret = options.newSecret;
  }

  /** Wrong tries cost the place they come from a growing pause, and nobody else anything. */
  signIn(name: string, password: string, address: string): SignIn {
    const now = this.#now();
    const place = placeOf(address);
    const tries = this.#tries.get(place);
    if (tries && tries.freeAt > now) return { kind: "wait", seconds: Math.ceil((tries.freeAt - now) / 1000) };
    if (!this.#isRight(`${name}:${password}`)) {
      this.#countWrong(place, tries, now);
      return { kind: "wrong" };
    }
    this.#tries.delete(place);
    for (const held of this.#held.values()) if (!this.#isAlive(held)) this.#held.delete(held.id);
    const [oldest] = this.#held.keys();
    if (this.#held.size >= MOST_SESSIONS && oldest !== undefined) this.#held.delete(oldest);
    const session = { id: this.#newSecret(), csrf: this.#newSecret(), name: this.#name };
    this.#held.set(session.id, { ...session, since: now, seen: now });
    return { kind: "signed-in", session };
  }

  find(id: string | undefined): Session | undefined {
    const held = id === undefined ? undefined : this.#held.get(id);
    if (!held) return undefined;
    if (!this.#isAlive(held)) {
      this.#held.delete(held.id);
      return undefined;
    }
    this.#held.set(held.id, { ...held, seen: this.#now() });
    return held;
  }

  end(id: string | undefined): void {
    if (id !== undefined) this.#held.delete(id);
  }

  #isAlive({ since, seen }: Held): boolean {
    const now = this.#now();
    return now - since < LASTS_MS && now - seen < IDLE_MS;
  }

  #countWrong(place: string, tries: Tries | undefined, now: number): void {
    const wrong = (tries && now - tries.freeAt < IDLE_MS ? tries.wrong : 0) + 1;
    const waitMs =
      wrong < FREE_TRIES ? 0 : Math.min(FIRST_WAIT_MS * 2 ** (wrong - FREE_TRIES), LONGEST_WAIT_MS);
    const [oldest] = this.#tries.keys();
    if (!tries && this.#tries.size >= MOST_PLACES && oldest !== undefined) this.#tries.delete(oldest);
    this.#tries.delete(place);
    this.#tries.set(place, { wrong, freeAt: now + waitMs });
  }
}
