import http from "node:http";

const SERVICES = 20;

export const instanceAt = (i: number): { app: string; id: string } => ({
  app: `SERVICE-${i % SERVICES}`,
  id: `10.1.${Math.floor(i / 250)}.${i % 250}:service-${i % SERVICES}:8080`,
});

export function request(method: string, path: string, headers: Record<string, string> = {}): Buffer {
  const lines = Object.entries(headers).map(([name, value]) => `${name}: ${value}\r\n`);
  return Buffer.from(`${method} ${path} HTTP/1.1\r\nHost: localhost\r\n${lines.join("")}\r\n`);
}

const agent = new http.Agent({ keepAlive: true, maxSockets: 50 });

/** As a Spring client of today describes itself. */
export function registrationOf(port: number, i: number): () => Promise<number> {
  const { app, id } = instanceAt(i);
  const host = id.split(":")[0] ?? "";
  const name = app.toLowerCase();
  const instance = {
    instanceId: id,
    hostName: host,
    app,
    ipAddr: host,
    status: "UP",
    overriddenStatus: "UNKNOWN",
    port: { $: 8080, "@enabled": "true" },
    securePort: { $: 443, "@enabled": "false" },
    countryId: 1,
    dataCenterInfo: { "@class": "com.netflix.appinfo.InstanceInfo$DefaultDataCenterInfo", name: "MyOwn" },
    leaseInfo: { renewalIntervalInSecs: 30, durationInSecs: 90 },
    metadata: { zone: `zone-${i % 3}`, "management.port": "8080", version: "1.4.2", weight: String(i % 7) },
    homePageUrl: `http://${host}:8080/`,
    statusPageUrl: `http://${host}:8080/actuator/info`,
    healthCheckUrl: `http://${host}:8080/actuator/health`,
    vipAddress: name,
    secureVipAddress: name,
    isCoordinatingDiscoveryServer: "false",
    lastDirtyTimestamp: String(1_700_000_000_000 + i),
  };
  const body = JSON.stringify({ instance });
  return () =>
    new Promise((resolve, reject) => {
      const headers = { "Content-Type": "application/json", "Content-Length": Buffer.byteLength(body) };
      http
        .request({ agent, host: "127.0.0.1", port, method: "POST", path: `/eureka/v2/apps/${app}`, headers })
        .on("response", (answer) => {
          answer.resume().on("end", () => resolve(answer.statusCode ?? 0));
        })
        .on("error", reject)
        .end(body);
    });
}
