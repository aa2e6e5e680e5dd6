import { existsSync } from "node:fs";
import { networkInterfaces } from "node:os";
import { join } from "node:path";
import { demoAccounts, demoPassword } from "@siren/contracts/demo-accounts";
import type { Stack } from "./stack.ts";

/** What a person wants to know once everything stands. */
export function tableOf(stack: Stack, { tookMs }: { tookMs: number }): string {
  const { settings, gatewayUrl, registryUrl } = stack;
  const rows: [string, string][] = [];
  const runs = (name: string) => stack.processes().some((process) => process.name === name);
  if (runs("gateway")) {
    for (const base of gatewayUrls(settings.host, gatewayUrl)) {
      rows.push(["customers", `${base}/client`], ["staff", `${base}/admin`]);
    }
  }
  if (registryUrl) {
    const password = join(stack.dataDir, "discovery", "0", "dashboard-password");
    rows.push(
      ["registry", registryUrl.replace("127.0.0.1", "localhost").replace(/\/eureka\/$/, "")],
      ["", `its changes ask for the sign-in in ${password}`],
    );
  } else rows.push(["registry", `${withoutPassword(settings.registry)} (not ours)`]);
  rows.push(["", ""]);
  for (const process of stack.processes()) {
    const { url = "-", managementUrl } = process.announcement ?? {};
    rows.push([
      process.label,
      `${url}${managementUrl ? `   management ${managementUrl}` : ""}   pid ${process.pid}`,
    ]);
  }
  rows.push(["", ""], ["data", settings.dataDir], ["logs", join(settings.dataDir, "logs")]);
  if (settings.tls) rows.push(["certificate", `${authorityOf(stack)} (install it on the phone)`]);
  const lines = rows.map(([what, where]) => (where === "" ? "" : `  ${what.padEnd(13)}${where}`));
  return [
    "",
    `Siren is up after ${(tookMs / 1000).toFixed(1)} s`,
    "",
    ...lines,
    "",
    ...accounts(stack),
    "  Ctrl-C stops it.",
    "",
  ].join("\n");
}

export const withoutPassword = (address: string) => address.replace(/\/\/[^@/]*@/g, "//***@");

const authorityOf = ({ dataDir }: Stack) => join(dataDir, "siren-local-authority.crt");

function accounts(stack: Stack): string[] {
  if (!stack.processes().some((process) => process.name === "member")) return [];
  if (stack.settings.seed === "empty") {
    const code = join(stack.dataDir, "member", "0", "first-ops-code");
    // Nobody on this machine trusts the local authority yet.
    const trusting = stack.settings.tls ? `--cacert ${authorityOf(stack)} ` : "";
    return existsSync(code)
      ? [
          "  Nobody is here yet. The first ops account is made with the code in",
          `    ${code}`,
          `    curl ${trusting}${stack.gatewayUrl}/api/v1/member/staff/first -H 'content-type: application/json' \\`,
          `      -d '{"code":"THE CODE","email":"you@example.org","password":"at least ten characters","nickname":"you"}'`,
          "  docs/runbook.md goes on from there: staff, stores, menus.",
          "",
        ]
      : [];
  }
  const width = Math.max(...demoAccounts.map(({ email }) => email.length)) + 2;
  return [
    `  Demo accounts, all with the password ${demoPassword}`,
    ...demoAccounts.map(({ email, roles, stores }) =>
      `    ${email.padEnd(width)}${roles.join(", ")}${stores.length > 0 ? ` at ${stores.join(", ")}` : ""}`.trimEnd(),
    ),
    "",
  ];
}

/** Bound to all addresses, each of them is an answer to "where". */
function gatewayUrls(host: string, gatewayUrl: string): string[] {
  if (host !== "0.0.0.0" && host !== "::") return [gatewayUrl];
  const { protocol, port } = new URL(gatewayUrl);
  const outer = Object.values(networkInterfaces())
    .flatMap((addresses) => addresses ?? [])
    .filter((address) => address.family === "IPv4" && !address.internal);
  return [gatewayUrl, ...outer.map((address) => `${protocol}//${address.address}:${port}`)];
}
