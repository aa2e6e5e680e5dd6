import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { until } from "@siren/chassis/testing/until";
import { openRealEdge } from "../../src/testing/real-edge.ts";
import { ask } from "./ask.ts";
import { openTheirs } from "./their-gateway.ts";
import { openUpstream } from "./upstream.ts";

const config = `http: { port: 0, hostname: 127.0.0.1 }
apiEndpoints: { shop: { paths: ["/shop/*"] } }
serviceEndpoints: { shop: { discover: shop, urls: ["http://127.0.0.1:1"] } }
policies: [proxy]
pipelines: { shop: { apiEndpoints: [shop], policies: [{ proxy: [{ action: { serviceEndpoint: shop } }] }] } }
`;

const dataCenterInfo = { "@class": "com.netflix.appinfo.InstanceInfo$DefaultDataCenterInfo", name: "MyOwn" };

/** An instance that stands in the registry for as long as it renews, as any Eureka client does. */
async function openInstance(registry: string, from: string) {
  const service = await openUpstream(from, new Map());
  const apps = `${registry}/eureka/v2/apps/SHOP`;
  const id = `shop:${service.port}`;
  const instance = {
    ...{
      instanceId: id,
      app: "SHOP",
      vipAddress: "shop",
      hostName: "127.0.0.1",
      ipAddr: "127.0.0.1",
      status: "UP",
    },
    ...{ port: { $: service.port, "@enabled": "true" }, dataCenterInfo },
    leaseInfo: { renewalIntervalInSecs: 1, durationInSecs: 3 },
  };
  const answer = await fetch(apps, {
    ...{
      method: "POST",
      headers: { "content-type": "application/json" },
      body: JSON.stringify({ instance }),
    },
  });
  if (answer.status !== 204) throw new Error(`the registry answered a registration with ${answer.status}`);
  const renewing = setInterval(() => void fetch(`${apps}/${id}`, { method: "PUT" }).catch(() => {}), 1_000);
  return {
    /** As if it had been killed: it says nothing to anybody. */
    async kill() {
      clearInterval(renewing);
      await service.close();
    },
  };
}

export type Shown = { what: string; isSo: boolean };

/** The real express-gateway with our small plugin, before our registry. */
export async function moveShown(): Promise<Shown[]> {
  const folder = await mkdtemp(join(tmpdir(), "gateway-compat-"));
  const closing: (() => Promise<void>)[] = [() => rm(folder, { recursive: true, force: true })];
  const shown: Shown[] = [];
  try {
    const edge = await openRealEdge();
    closing.push(() => edge[Symbol.asyncDispose]());
    const [first, second] = [
      await openInstance(edge.registry.url, "one"),
      await openInstance(edge.registry.url, "two"),
    ];
    closing.push(second.kill);
    const { hostname, port } = new URL(edge.registry.url);
    const theirs = await openTheirs(folder, {
      config,
      plugins: {
        discover: {
          package: join(import.meta.dirname, "plugin", "index.cjs"),
          host: hostname,
          port: Number(port),
        },
      },
    });
    closing.push(theirs.close);

    async function answering(times: number): Promise<string> {
      const names = new Set<string>();
      for (let i = 0; i < times; i += 1) {
        const { status, body } = await ask(`${theirs.url}/shop/x`, {});
        names.add(status === 200 ? String(JSON.parse(body).from) : String(status));
      }
      return [...names].sort().join(" and ");
    }
    const comesTo = async (what: string, wanted: string) => {
      const isSo = await until(what, async () => (await answering(6)) === wanted, 30_000).then(
        () => true,
        () => false,
      );
      shown.push({ what, isSo });
    };
    await comesTo("both instances of a service are found by its name", "one and two");
    await first.kill();
    await comesTo("one that was killed is left", "two");
    const third = await openInstance(edge.registry.url, "three");
    closing.push(third.kill);
    await comesTo("a new one is found", "three and two");
    return shown;
  } finally {
    for (const close of closing.reverse()) await close();
  }
}
