import type { StaffView } from "@siren/contracts/accounts";
import { useLanguage } from "@siren/web/i18n";
import { Button } from "@siren/web/ui/button";
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { WriteFailure } from "./desk-parts.tsx";
import { staffKey } from "./desk-queries.ts";
import { useDeskText } from "./desk-texts.ts";
import { useStaffText } from "./staff-texts.ts";
import { SureDialog } from "./sure-dialog.tsx";
import { useAppointing } from "./use-appointing.ts";
import { useKeyedSend } from "./use-keyed-send.ts";

type RowsProps = { storeId: string; all: readonly StaffView[]; onEdit: (one: StaffView) => void };

export function StaffRows({ storeId, all, onEdit }: RowsProps) {
  const say = useStaffText();
  const language = useLanguage();
  const client = useQueryClient();
  const send = useKeyedSend();
  const [letsGo, setLetsGo] = useState<StaffView | null>(null);
  const letGo = useMutation({
    mutationFn: ({ memberId }: StaffView) =>
      send({ method: "DELETE", path: `/member/staff/${encodeURIComponent(memberId)}`, answer: null }),
    onSettled: () => void client.invalidateQueries({ queryKey: staffKey(storeId) }),
  });
  const byName = all.toSorted((a, b) => a.nickname.localeCompare(b.nickname, language));
  return (
    <>
      <WriteFailure error={letGo.error} />
      {all.length === 0 ? <p className="soft">{say("none")}</p> : null}
      <ul className="desk-group">
        {byName.map((one) => (
          <StaffRow
            key={one.memberId}
            one={one}
            busy={letGo.isPending}
            onEdit={() => onEdit(one)}
            onLetGo={() => setLetsGo(one)}
          />
        ))}
      </ul>
      <SureDialog
        open={letsGo !== null}
        title={say("letGoTitle", { name: letsGo?.nickname ?? "" })}
        lead={say("letGoLead")}
        yes={say("letGo")}
        testId="confirm-let-go"
        isHarsh
        onClose={() => setLetsGo(null)}
        onSure={() => (letsGo ? letGo.mutate(letsGo) : undefined)}
      />
    </>
  );
}

type RowProps = { one: StaffView; busy: boolean; onEdit: () => void; onLetGo: () => void };

function StaffRow({ one, busy, onEdit, onLetGo }: RowProps) {
  const say = useStaffText();
  const deskSay = useDeskText();
  const { meId, whyNot } = useAppointing();
  const { memberId, nickname, email, roles, hasPin } = one;
  const why = whyNot(one);
  const posts = roles.filter((role) => role === "barista" || role === "manager" || role === "ops");
  return (
    <li className="desk-change" data-testid="staff-row" data-email={email ?? ""}>
      <strong>{memberId === meId ? `${nickname} (${say("you")})` : nickname}</strong>
      <span className="soft">{email ?? say("noEmail")}</span>
      <span className="desk-tags">
        {posts.map((role) => (
          <span key={role} className="desk-tag">
            {say(role)}
          </span>
        ))}
        <span className="soft">{say(hasPin ? "hasPin" : "noPin")}</span>
      </span>
      {why ? (
        <span className="soft">{say(why)}</span>
      ) : (
        <span className="desk-row">
          <Button
            look="quiet"
            aria-label={say("editTitle", { name: nickname })}
            data-testid="edit-staff"
            onClick={onEdit}
          >
            {deskSay("edit")}
          </Button>
          <Button
            look="bare"
            busy={busy}
            aria-label={say("letGoNamed", { name: nickname })}
            data-testid="let-go"
            onClick={onLetGo}
          >
            {say("letGo")}
          </Button>
        </span>
      )}
    </li>
  );
}
