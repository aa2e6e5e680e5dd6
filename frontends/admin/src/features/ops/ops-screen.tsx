import { FailureNote } from "@siren/web/ui/note";
import { useQuery } from "@tanstack/react-query";
import { type ReactNode, useEffect } from "react";
import type * as z from "zod/mini";
import { useMember, useServices } from "../../shared/services.ts";
import { useText } from "../../shared/texts.ts";
import { breakersAnswer, registryAnswer, routesAnswer } from "./ops-answers.ts";

const everyMs = 2_000;

function useOps<S extends z.ZodMiniType>(name: string, answer: S) {
  const { api } = useServices();
  return useQuery({
    queryKey: ["ops", name],
    queryFn: async ({ signal }) => (await api({ method: "GET", path: `/ops/${name}`, answer, signal })).body,
    refetchInterval: everyMs,
  });
}

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

type PartProps = { title: string; lead?: string; error: unknown; children: ReactNode };

export function Part({ title, lead, error, children }: PartProps) {
  return (
    <section className="ops-part">
      <h2>{title}</h2>
      {lead ? <p className="soft">{lead}</p> : null}
      {error ? <FailureNote error={error} /> : null}
      {children}
    </section>
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

type TableProps = { label: string; heads: readonly string[]; children: ReactNode };

/** Wide tables scroll by themselves, also by keyboard, and never the page. */
function Table({ label, heads, children }: TableProps) {
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls has to be reached by keyboard
    <section className="table-scroll" tabIndex={0} aria-label={label}>
      <table>
        <thead>
          <tr>
            {heads.map((head) => (
              <th key={head} scope="col">
                {head}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>{children}</tbody>
      </table>
    </section>
  );
}
