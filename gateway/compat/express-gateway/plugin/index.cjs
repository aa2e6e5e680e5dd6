"use strict";
// serviceEndpoints: { menu: { discover: menu, urls: [http://127.0.0.1:1] } } in express-gateway's own file, as in ours:
// what is written under urls counts while the registry names nobody. It asks for a url or urls of each.
const { Eureka } = require("eureka-js-client");

/** express-gateway counts its urls once, when it starts: so there are always as many, whoever is behind them. */
const places = 60;
const startAgainAfterMs = 1_000;

const quiet = { debug() {}, info() {}, warn() {}, error() {} };

function urlsOf(client, name) {
  let found = [];
  try {
    found = client.getInstancesByAppId(name.toUpperCase()) || [];
  } catch {
    // It throws for a name that it has not heard of yet.
  }
  const up = found.filter(({ status }) => status === "UP");
  return up.map(({ ipAddr, hostName, port }) => `http://${ipAddr || hostName}:${port.$ || port}`).sort();
}

/** Reads the registry and is not in it: an express-gateway is nobody's target. */
function openClient({ host, port, servicePath = "/eureka/v2/apps/", fetchIntervalMs = 1_000 }, log) {
  const client = new Eureka({
    logger: quiet,
    // With deltas its cache comes to name the wrong ones.
    shouldUseDelta: false,
    instance: {
      ...{
        app: "express-gateway",
        instanceId: "express-gateway",
        hostName: "localhost",
        ipAddr: "127.0.0.1",
      },
      ...{ port: { $: 0, "@enabled": "true" }, vipAddress: "express-gateway" },
      dataCenterInfo: { "@class": "com.netflix.appinfo.InstanceInfo$DefaultDataCenterInfo", name: "MyOwn" },
    },
    eureka: {
      ...{ host, port, servicePath, registerWithEureka: false, fetchRegistry: true },
      ...{ registryFetchInterval: fetchIntervalMs, maxRetries: 1, requestRetryDelay: 200 },
    },
  });
  // A first fetch that fails would be its last.
  const start = () =>
    client.start((error) => {
      if (!error) return;
      log.warn(`the registry at ${host}:${port} does not answer yet: ${error.message}`);
      setTimeout(start, startAgainAfterMs);
    });
  start();
  return client;
}

module.exports = {
  version: "1.2.0",
  policies: [],
  schema: {
    $id: "http://express-gateway.io/schemas/plugins/discover.json",
    type: "object",
    properties: {
      host: { type: "string" },
      port: { type: "integer" },
      servicePath: { type: "string" },
      fetchIntervalMs: { type: "integer" },
    },
    required: ["host", "port"],
  },
  init({ settings, config, logger }) {
    const endpoints = Object.values(config.gatewayConfig.serviceEndpoints || {}).filter(
      ({ discover }) => discover,
    );
    const written = new Map(endpoints.map((endpoint) => [endpoint, endpoint.urls || [endpoint.url]]));
    const client = openClient(settings, logger);
    const fill = () => {
      for (const [endpoint, otherwise] of written) {
        const found = urlsOf(client, endpoint.discover);
        const urls = found.length > 0 ? found : otherwise;
        for (let i = 0; i < places; i += 1) endpoint.urls[i] = urls[i % urls.length];
      }
    };
    for (const endpoint of endpoints) {
      endpoint.urls = new Array(places);
      delete endpoint.url;
    }
    fill();
    client.on("registryUpdated", fill);
    client.on("started", fill);
  },
};
