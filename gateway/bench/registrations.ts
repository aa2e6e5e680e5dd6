import http from "node:http";

const agent = new http.Agent({ keepAlive: true, maxSockets: 20 });

/**
 * Puts instances of a service into the registry, all of them at one port: how many there are is what a gateway has
 * to bear, and a thousand processes do not fit on this machine. Their lease outlasts the bench.
 */
export async function register(registryUrl: string, service: string, port: number, count = 1): Promise<void> {
  const all = Array.from({ length: count }, (_, i) => i);
  for (let at = 0; at < count; at += 50)
    await Promise.all(all.slice(at, at + 50).map((i) => registerOne(registryUrl, service, port, i)));
}

function registerOne(registryUrl: string, service: string, port: number, i: number): Promise<void> {
  const app = service.toUpperCase();
  const instance = {
    instanceId: `${service}:127.0.0.1:${port}:${i}`,
    hostName: "127.0.0.1",
    app,
    ipAddr: "127.0.0.1",
    status: "UP",
    port: { $: port, "@enabled": "true" },
    securePort: { $: 443, "@enabled": "false" },
    dataCenterInfo: { "@class": "com.netflix.appinfo.InstanceInfo$DefaultDataCenterInfo", name: "MyOwn" },
    leaseInfo: { renewalIntervalInSecs: 30, durationInSecs: 7_200 },
    metadata: { public: "true", bootId: String(i) },
    vipAddress: service,
    secureVipAddress: service,
  };
  const body = JSON.stringify({ instance });
  const headers = { "Content-Type": "application/json", "Content-Length": Buffer.byteLength(body) };
  return new Promise((resolve, reject) => {
    http
      .request(`${registryUrl}/eureka/v2/apps/${app}`, { agent, method: "POST", headers })
      .on("response", (answer) => {
        answer.resume().on("end", () => {
          if (answer.statusCode === 204) resolve();
          else reject(new Error(`the registry answered a registration with ${answer.statusCode}`));
        });
      })
      .on("error", reject)
      .end(body);
  });
}
