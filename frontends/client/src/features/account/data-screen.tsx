import { memberExport } from "@siren/contracts/accounts";
import { Button } from "@siren/web/ui/button";
import { FailureNote, Note } from "@siren/web/ui/note";
import { useMutation } from "@tanstack/react-query";
import { useServices } from "../../shared/services.ts";
import { useAccountText } from "./account-texts.ts";
import { useDataText } from "./data-texts.ts";
import { DeletePart } from "./delete-part.tsx";
import { MemberScreen } from "./member-screen.tsx";
import { useMine } from "./mine.ts";
import { MinePart } from "./mine-part.tsx";

export function DataScreen() {
  const say = useAccountText();
  const word = useDataText();
  const account = useMine("account");
  return (
    <MemberScreen title={say("part_data")} lead={word("lead")}>
      {() => (
        <>
          <ExportPart />
          <MinePart mine={account} height="16rem">
            {(mine) => <DeletePart account={mine} />}
          </MinePart>
        </>
      )}
    </MemberScreen>
  );
}

const exportPatienceMs = 30_000;

function ExportPart() {
  const word = useDataText();
  const { api } = useServices();
  const get = useMutation({
    mutationFn: async () =>
      (
        await api({
          ...{ method: "GET", path: "/member/export", answer: memberExport },
          timeoutMs: exportPatienceMs,
        })
      ).body,
    onSuccess: (all) => saveAs(`siren-${new Date(all.at).toISOString().slice(0, 10)}.json`, all),
  });
  return (
    <section className="panel stack" aria-labelledby="export">
      <h2 id="export">{word("exportTitle")}</h2>
      <p className="small">{word("exportText")}</p>
      {get.error ? <FailureNote error={get.error} /> : null}
      {get.isSuccess ? <Note>{word("exported")}</Note> : null}
      <Button look="quiet" busy={get.isPending} onClick={() => get.mutate()} data-testid="export">
        {word("doExport")}
      </Button>
    </section>
  );
}

/** It has to be asked for with a token, which a plain link cannot bring. */
function saveAs(name: string, content: unknown): void {
  const url = URL.createObjectURL(new Blob([JSON.stringify(content, null, 2)], { type: "application/json" }));
  const link = document.createElement("a");
  link.href = url;
  link.download = name;
  document.body.append(link);
  link.click();
  link.remove();
  setTimeout(() => URL.revokeObjectURL(url), 10_000);
}
