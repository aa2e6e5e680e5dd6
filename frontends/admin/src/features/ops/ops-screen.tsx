import { useEffect } from "react";
import { useMember } from "../../shared/services.ts";
import { useText } from "../../shared/texts.ts";
import { AuditPart } from "./audit-part.tsx";
import { breakersAnswer, registryAnswer, routesAnswer } from "./ops-answers.ts";
import { Part, Table, useOps } from "./ops-part.tsx";

export function OpsScreen() {
  const say = useText();
  const title = say("opsRoom");
  useEffect(() => {
    document.title = `${title} · Siren`;
  }, [title]);
  const isOps = useMember()?.roles.includes("ops") ?? false;
  return (
    <div className="ops">
      <h1>{title}</h1>
      {isOps ? (
        <>
          <AuditPart />
          <RegistryPart />
          <BreakersPart />
          <RoutesPart />
        </>
      ) : (
        <p>{say("opsOnly")}</p>
      )}
    </div>
  );
}

/** The registry does not list itself. */
const isRegistering = ({ name }: { name: string }) => name !== "discovery";

function RegistryPart() {
  const say = useText();
  const { data, error } = useOps("registry", registryAnswer);
  const s = data ? Math.max(0, Math.round((data.now - data.asOfMs) / 1000)) : 0;
  const leads = {
    live: say("registryLive", { s }),
    disk: say("registryDisk", { s }),
    seeds: say("registrySeeds"),
    none: say("registryNone"),
  };
  return (
    <Part title={say("registry")} lead={data ? leads[data.source] : ""} error={error}>
      <Table heads={[say("service"), say("instance"), say("address"), say("status")]} label={say("registry")}>
        {data?.services.filter(isRegistering).flatMap(({ name, instances }) =>
          instances.length === 0
            ? [
                <tr key={name} data-bad>
                  <th scope="row">{name}</th>
                  <td colSpan={3}>{say("noInstance")}</td>
                </tr>,
              ]
            : instances.map(({ id, host, port, status }) => (
                <tr key={id}>
                  <th scope="row">{name}</th>
                  <td className="mono">{id.split(":").at(-1)}</td>
                  <td className="mono">
                    {host}:{port}
                  </td>
                  <td>{status}</td>
                </tr>
              )),
        )}
      </Table>
    </Part>
  );
}

function BreakersPart() {
  const say = useText();
  const { data, error } = useOps("breakers", breakersAnswer);
  return (
    <Part title={say("breakers")} lead={data?.services.length === 0 ? say("breakersNone") : ""} error={error}>
      <Table
        heads={[say("service"), say("breaker"), say("retryBudget"), say("inFlight")]}
        label={say("breakers")}
      >
        {data?.services.map(({ service, breaker, retryBudget, instances }) => (
          <tr key={service} data-bad={breaker.state !== "closed" || undefined}>
            <th scope="row">{service}</th>
            <td>{breaker.state}</td>
            <td>{Math.floor(retryBudget)}</td>
            <td>
              {instances.reduce((sum, { inFlight }) => sum + inFlight, 0)}
              {instances.some(({ ejected }) => ejected) ? ` · ${say("ejected")}` : ""}
            </td>
          </tr>
        ))}
      </Table>
    </Part>
  );
}

function RoutesPart() {
  const say = useText();
  const { data, error } = useOps("routes", routesAnswer);
  return (
    <Part title={say("routes")} error={error}>
      <Table heads={[say("path"), say("pipeline"), say("service")]} label={say("routes")}>
        {data?.routes.map(({ path, pipeline, service }) => (
          <tr key={path}>
            <th scope="row" className="mono">
              {path}
            </th>
            <td>{pipeline}</td>
            <td>{service}</td>
          </tr>
        ))}
      </Table>
    </Part>
  );
}
