import { FailureNote } from "@siren/web/ui/note";
import { useQuery } from "@tanstack/react-query";
import type { ReactNode } from "react";
import type * as z from "zod/mini";
import { useServices } from "../../shared/services.ts";

const everyMs = 2_000;

export function useOps<S extends z.ZodMiniType>(name: string, answer: S) {
  const { api } = useServices();
  return useQuery({
    queryKey: ["ops", name],
    queryFn: async ({ signal }) => (await api({ method: "GET", path: `/ops/${name}`, answer, signal })).body,
    refetchInterval: everyMs,
  });
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

type TableProps = { label: string; heads: readonly string[]; children: ReactNode };

/** Wide tables scroll by themselves, also by keyboard, and never the page. */
export function Table({ label, heads, children }: TableProps) {
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
