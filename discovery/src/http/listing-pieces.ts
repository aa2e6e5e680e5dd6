import { randomBytes } from "node:crypto";
import type { InstanceInfo } from "../registry/instance-info.ts";
import type { Lease } from "../registry/lease.ts";
import { type Piece, piece, seam } from "./packed-pieces.ts";
import { render } from "./replies.ts";
import { asVersionOne } from "./version-one.ts";
import type { Shape } from "./views.ts";
import { applicationsOf, compactInstance, fullInstance, type WireObject } from "./wire.ts";

type Run = { readonly members: readonly InstanceInfo[]; readonly renderedAt: number; readonly text: Piece };

/** Where the instances are to stand in a rendered frame: nothing that anybody can register. */
const HOLE: WireObject = { hole: randomBytes(16).toString("hex") };

/** A run ends behind one instance in so many, told by its id alone: who comes and goes moves no other border. */
const RUN_LENGTH = 128;
/** A heartbeat renders nothing again, so times in a listing may be as old as Eureka's own cache lets them be. */
const STALE_MS = 180_000;
/** So many runs are freshened with one change, never all at once. */
const FRESHENED_AT_ONCE = 8;

function endsRun(id: string): boolean {
  let hash = 0;
  for (let i = 0; i < id.length; i++) hash = (Math.imul(hash, 31) + id.charCodeAt(i)) | 0;
  return ((hash ^ (hash >>> 15)) & (RUN_LENGTH - 1)) === 0;
}

type Root = "applications" | "application";

/** The text of some instances as it stands in a document of that root. */
function instancesIn(root: Root, instances: WireObject[], { format, compact }: Shape): string {
  if (format === "json") return JSON.stringify(instances).slice(1, -1);
  const application: WireObject = { instance: instances };
  const document: WireObject = root === "application" ? { application } : { applications: { application } };
  const whole = render(document, format, compact);
  return whole.slice(whole.indexOf("<instance>"), whole.lastIndexOf("</instance>") + "</instance>".length);
}

function between(root: Root, { format, compact }: Shape): string {
  if (format === "json") return ",";
  return compact ? "" : root === "application" ? "\n  " : "\n    ";
}

/**
 * Listings of one shape, put together of runs of instances that stay as they are. A run is found again by its
 * first instance and is good as long as it has the same ones: a description is never changed in place.
 */
export class ListingPieces {
  readonly #root: Root;
  readonly #shape: Shape;
  readonly #now: () => number;
  readonly #runs = new WeakMap<InstanceInfo, Run>();
  readonly #between: Piece;
  readonly #hole: string;
  #freshened = 0;

  constructor(root: Root, shape: Shape, now: () => number) {
    this.#root = root;
    this.#shape = shape;
    this.#now = now;
    this.#between = seam(between(root, shape));
    this.#hole = instancesIn(root, [HOLE], shape);
  }

  applications(leases: readonly Lease[], versionsDelta: string, hash: string): Piece[] {
    const byApp = Map.groupBy(leases, ({ instance }) => instance.app);
    const names = [...byApp.keys()].sort();
    const list = names.map((name) => ({ name, instance: [HOLE] }));
    const { compact } = this.#shape;
    const frame = { applications: applicationsOf(list, { versionsDelta, hash, compact }) };
    return this.#fill(
      frame,
      names.map((name) => byApp.get(name) ?? []),
    );
  }

  application(name: string, leases: readonly Lease[]): Piece[] {
    return this.#fill({ application: { name, instance: [HOLE] } }, [leases]);
  }

  #fill(frame: WireObject, lists: readonly (readonly Lease[])[]): Piece[] {
    this.#freshened = 0;
    const { format, compact } = this.#shape;
    const [first = "", ...rest] = render(frame, format, compact).split(this.#hole);
    return [seam(first), ...rest.flatMap((text, at) => [...this.#list(lists[at] ?? []), seam(text)])];
  }

  #list(leases: readonly Lease[]): Piece[] {
    const pieces: Piece[] = [];
    let run: Lease[] = [];
    const end = () => {
      if (run.length === 0) return;
      if (pieces.length > 0) pieces.push(this.#between);
      pieces.push(this.#run(run));
      run = [];
    };
    for (const lease of leases) {
      run.push(lease);
      if (endsRun(lease.instance.instanceId)) end();
    }
    end();
    return pieces;
  }

  #run(leases: readonly Lease[]): Piece {
    const first = leases[0]?.instance;
    const kept = first && this.#runs.get(first);
    const same =
      kept?.members.length === leases.length &&
      leases.every((lease, at) => lease.instance === kept.members[at]);
    if (kept && same && !this.#freshens(kept)) return kept.text;
    const { compact, versionOne } = this.#shape;
    const shown = versionOne ? leases.map(asVersionOne) : leases;
    const instances = shown.map(compact ? compactInstance : fullInstance);
    const text = piece(instancesIn(this.#root, instances, this.#shape));
    const members = leases.map(({ instance }) => instance);
    if (first) this.#runs.set(first, { members, renderedAt: this.#now(), text });
    return text;
  }

  #freshens({ renderedAt }: Run): boolean {
    if (this.#now() - renderedAt < STALE_MS || this.#freshened >= FRESHENED_AT_ONCE) return false;
    this.#freshened++;
    return true;
  }
}
