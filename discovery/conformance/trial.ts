import assert from "node:assert/strict";
import { randomBytes } from "node:crypto";
import type http from "node:http";
import { setTimeout as pause } from "node:timers/promises";
import type { Answer, Ask, AskOptions } from "./ask.ts";
import { Skipped } from "./check.ts";
import { type Fields, onlyInstance } from "./wire-reader.ts";

export const JSON_TYPE = { "Content-Type": "application/json" };
export const XML_TYPE = { "Content-Type": "application/xml" };
export const JSON_ACCEPT = { Accept: "application/json" };
export const PEER = { "x-netflix-discovery-replication": "true" };

/** A server of our own for one check, with settings that the checked one may not have. */
export type StartedServer = { readonly url: URL; stop(): Promise<void> };

export type TrialParts = {
  readonly ask: Ask;
  readonly url: URL;
  /** `/eureka` or `/eureka/v2`, or what the server has for them. */
  readonly base: string;
  /** How long a cached read may lag behind a write; 0 for a server without such a cache. */
  readonly settleMs: number;
  readonly compat: boolean;
  /** By how much this machine may be slower than what a promise of time is made for. */
  readonly slack: number;
  /** Undefined when the server is somebody else's. */
  readonly start: ((settings: Readonly<Record<string, string>>) => Promise<Trial>) | undefined;
  /** The server holds nothing but what the suite puts there, and does not preserve itself. */
  readonly isOurs: boolean;
};

/** One check's view of a server: names nobody else uses, and the means to ask. What it registered goes with it. */
export class Trial {
  readonly parts: TrialParts;
  readonly app: string;
  readonly id: string;
  readonly vip: string;
  readonly #registered = new Set<string>();

  constructor(parts: TrialParts) {
    const mark = randomBytes(5).toString("hex");
    this.parts = parts;
    this.app = `CHECK-${mark.toUpperCase()}`;
    this.id = `i1-${mark}`;
    this.vip = `vip-${mark}`;
  }

  get ask(): Ask {
    return this.parts.ask;
  }

  /** Below the base path. */
  at(method: string, path: string, options?: AskOptions): Promise<Answer> {
    return this.parts.ask(method, `${this.parts.base}${path}`, options);
  }

  own(query = "", id = this.id): string {
    return `/apps/${this.app}/${id}${query}`;
  }

  /** What the Java client would send, with LDT 100 and a lease of 30/90. */
  instance(changed: Fields = {}): Fields {
    return {
      instanceId: this.id,
      hostName: "h1.example",
      app: this.app,
      ipAddr: "10.0.0.1",
      status: "UP",
      overriddenStatus: "UNKNOWN",
      port: { $: 8080, "@enabled": "true" },
      securePort: { $: 443, "@enabled": "false" },
      countryId: 1,
      dataCenterInfo: { "@class": "com.netflix.appinfo.InstanceInfo$DefaultDataCenterInfo", name: "MyOwn" },
      leaseInfo: { renewalIntervalInSecs: 30, durationInSecs: 90 },
      metadata: {},
      homePageUrl: "http://h1.example:8080/",
      statusPageUrl: "http://h1.example:8080/info",
      healthCheckUrl: "http://h1.example:8080/health",
      vipAddress: this.vip,
      secureVipAddress: this.vip,
      isCoordinatingDiscoveryServer: "false",
      lastUpdatedTimestamp: "100",
      lastDirtyTimestamp: "100",
      ...changed,
    };
  }

  async send(instance: Fields, headers: http.OutgoingHttpHeaders = {}): Promise<Answer> {
    const app = String(instance.app ?? this.app);
    this.#registered.add(`/apps/${app.toUpperCase()}/${instance.instanceId ?? instance.hostName}`);
    return this.at("POST", `/apps/${app}`, {
      headers: { ...JSON_TYPE, ...headers },
      body: JSON.stringify({ instance }),
    });
  }

  /** Registers, and insists on it. */
  async register(changed: Fields = {}, headers: http.OutgoingHttpHeaders = {}): Promise<void> {
    const { status, text } = await this.send(this.instance(changed), headers);
    assert.equal(status, 204, `a registration was answered ${status} ${text.slice(0, 100)}`);
  }

  /** Registered by the check itself, in a form of its own. */
  forget(id: string): void {
    this.#registered.add(`/apps/${this.app}/${id}`);
  }

  async expect(status: number, method: string, path: string, options?: AskOptions): Promise<Answer> {
    const answer = await this.at(method, path, options);
    assert.equal(answer.status, status, `${method} ${path} was answered ${answer.status}`);
    return answer;
  }

  async json(path: string, headers: http.OutgoingHttpHeaders = {}): Promise<unknown> {
    const { text } = await this.expect(200, "GET", path, { headers: { ...JSON_ACCEPT, ...headers } });
    return JSON.parse(text);
  }

  async xml(path: string, headers: http.OutgoingHttpHeaders = {}): Promise<string> {
    return (await this.expect(200, "GET", path, { headers })).text;
  }

  /** The instance as the uncached read shows it. */
  async shown(id = this.id): Promise<Fields> {
    return onlyInstance(await this.json(this.own("", id)));
  }

  async statuses(): Promise<readonly unknown[]> {
    const { status, overriddenStatus } = await this.shown();
    return [status, overriddenStatus];
  }

  /** Tries until it holds, for as long as a cached read of this server may be old. */
  async settled(holds: () => Promise<void>, patienceMs = this.parts.settleMs): Promise<void> {
    const deadline = performance.now() + patienceMs;
    for (;;) {
      try {
        return await holds();
      } catch (fault) {
        if (performance.now() >= deadline) throw fault;
        await pause(Math.min(100, patienceMs / 20));
      }
    }
  }

  async another(settings: Readonly<Record<string, string>> = {}): Promise<Trial> {
    if (!this.parts.start) throw new Skipped("needs a server of its own: --own");
    return await this.parts.start(settings);
  }

  async cleanUp(): Promise<void> {
    for (const path of this.#registered) await this.at("DELETE", path).catch(() => undefined);
  }
}
