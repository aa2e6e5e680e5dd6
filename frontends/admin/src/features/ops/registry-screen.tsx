import { type OpsInstance, type OpsRegistry, opsRegistry } from "@siren/contracts/ops";
import { useEffect, useRef, useState } from "react";
import { Table } from "../../shared/table.tsx";
import { useClock } from "./clock.ts";
import { InstanceRow } from "./instance-row.tsx";
import { type Gone, goneSince } from "./instance-state.ts";
import { shortName } from "./names.ts";
import { Mark, OpsScreen } from "./ops-piece.tsx";
import { breakerWords, useOpsText } from "./ops-texts.ts";
import { type Meant, OverrideDialog } from "./override-dialog.tsx";
import { useRegistryText } from "./registry-texts.ts";
import { registering } from "./standing.ts";
import { useOps } from "./use-ops.ts";

export function RegistryScreen() {
  const sayOps = useOpsText();
  const say = useRegistryText();
  const { data, error } = useOps("registry", opsRegistry);
  const gone = useGone(data);
  const [meant, setMeant] = useState<Meant | null>(null);
  return (
    <OpsScreen title={sayOps("registry")} lead={say("lead")} error={error} isLoading={!data}>
      {data ? <Views registry={data} /> : null}
      {(data ? registering(data) : []).map(({ name, breaker, instances }) => (
        <section key={name} className="ops-service ops-instances" data-testid={`service-${name}`}>
          <h3>
            {name}
            {breaker && breaker !== "closed" ? (
              <Mark tone="bad">{say("breaker", { state: sayOps(breakerWords[breaker]) })}</Mark>
            ) : null}
          </h3>
          {instances.length === 0 ? <p className="ops-nobody">{say("noInstance")}</p> : null}
          <ServiceTable
            name={name}
            instances={instances}
            gone={gone.filter(({ service }) => service === name)}
            now={data?.now ?? 0}
            onMeant={setMeant}
          />
        </section>
      ))}
      <OverrideDialog meant={meant} onClose={() => setMeant(null)} />
    </OpsScreen>
  );
}

type ServiceTableProps = {
  name: string;
  instances: readonly OpsInstance[];
  gone: readonly Gone[];
  now: number;
  onMeant: (meant: Meant) => void;
};

function ServiceTable({ name, instances, gone, now, onMeant }: ServiceTableProps) {
  const say = useRegistryText();
  if (instances.length + gone.length === 0) return null;
  const heads = (
    [
      "instance",
      "state",
      "registrySays",
      "gatewaysSay",
      "itself",
      "underWay",
      "lastAnswer",
      "action",
    ] as const
  ).map((key) => say(key));
  const used = instances.filter(({ isUsed }) => isUsed);
  return (
    <Table label={name} heads={heads}>
      {instances.map((instance) => (
        <InstanceRow
          key={instance.id}
          instance={instance}
          now={now}
          onMeant={(action) =>
            onMeant({ action, instance, isLast: used.length === 1 && used[0]?.id === instance.id })
          }
        />
      ))}
      {gone.map(({ id, at }) => (
        <GoneRow key={id} id={id} at={at} columns={heads.length - 2} />
      ))}
    </Table>
  );
}

function GoneRow({ id, at, columns }: { id: string; at: number; columns: number }) {
  const say = useRegistryText();
  const time = useClock()(at);
  return (
    <tr data-gone data-testid="instance" data-instance={id} data-state="gone">
      <th scope="row" className="mono">
        {shortName(id)}
      </th>
      <td>
        <Mark tone="plain">{say("gone", { time })}</Mark>
      </td>
      <td colSpan={columns} />
    </tr>
  );
}

/** Of the registry itself, and how old each gateway's copy of it is. */
function Views({ registry: { registryAnswers, gateways, now } }: { registry: OpsRegistry }) {
  const say = useRegistryText();
  const words = { live: "viewLive", disk: "viewDisk", seeds: "viewSeeds", none: "viewNone" } as const;
  return (
    <ul className="ops-views" data-testid="views">
      <li>
        <Mark tone={registryAnswers ? "good" : "bad"}>
          {say(registryAnswers ? "registryAnswers" : "registrySilent")}
        </Mark>
      </li>
      {gateways.map(({ id, source, asOfMs, why }) => {
        const fill = {
          gateway: shortName(id),
          s: Math.max(0, Math.round((now - (asOfMs ?? now)) / 1_000)),
          why: why ?? "",
        };
        return (
          <li key={id}>
            <Mark tone={source === "live" ? "good" : source === null ? "bad" : "look"}>
              {say(source === null ? "viewSilent" : words[source], fill)}
            </Mark>
          </li>
        );
      })}
    </ul>
  );
}

function useGone(registry: OpsRegistry | undefined): readonly Gone[] {
  const before = useRef<OpsRegistry>(undefined);
  const [gone, setGone] = useState<readonly Gone[]>([]);
  useEffect(() => {
    if (!registry) return;
    const last = before.current;
    before.current = registry;
    setGone((kept) => goneSince(kept, last, registry));
  }, [registry]);
  return gone;
}
