import type { Receipt, RefundPreview } from "@siren/contracts/order";
import { localised, useLanguage, won } from "@siren/web/i18n";
import { Button } from "@siren/web/ui/button";
import { Dialog } from "@siren/web/ui/dialog";
import { Note } from "@siren/web/ui/note";
import { useDeskText } from "./desk-texts.ts";
import { useRefundText } from "./refund-texts.ts";

/** As it was shown when it was agreed to. */
export type Wish = { amount_krw: number; lines?: RefundPreview["lines"]; reason: string };

type ConfirmProps = {
  paper: Receipt;
  nickname: string;
  asks: Wish | null;
  onNo: () => void;
  onYes: () => void;
};

/** The last look before money goes: how much, to whom, for what. */
export function RefundConfirm({ paper, nickname, asks, onNo, onYes }: ConfirmProps) {
  const say = useRefundText();
  const deskSay = useDeskText();
  const language = useLanguage();
  const amount = won(asks?.amount_krw ?? 0, language);
  return (
    <Dialog open={asks !== null} title={say("confirmTitle", { amount })} onClose={onNo}>
      <p>{say("confirmLead", { number: paper.number, nickname })}</p>
      <ul>
        {asks?.lines?.map(({ line, quantity }) => {
          const ordered = paper.lines[line];
          return ordered ? (
            <li key={line}>
              {localised(ordered.name, language)} × {quantity}
            </li>
          ) : null;
        })}
      </ul>
      <div className="ui-dialog-actions">
        <Button look="quiet" onClick={onNo}>
          {deskSay("cancel")}
        </Button>
        <Button data-testid="confirm-refund" onClick={onYes}>
          {say("give", { amount })}
        </Button>
      </div>
    </Dialog>
  );
}

/** What was not picked up is rejected at the board, not given back here. */
export function NotYet() {
  const say = useRefundText();
  return (
    <div data-testid="refund-not-yet">
      <Note tone="warn">
        <p>{say("notYet")}</p>
        <small>ILLEGAL_TRANSITION</small>
      </Note>
    </div>
  );
}

export function Given({ amount_krw }: { amount_krw: number }) {
  const say = useRefundText();
  const amount = won(amount_krw, useLanguage());
  return (
    <div data-testid="refund-given">
      <Note>{say("given", { amount })}</Note>
    </div>
  );
}

export function NothingLeft({ given_krw, isGiven }: { given_krw: number | undefined; isGiven: boolean }) {
  const say = useRefundText();
  return (
    <>
      {isGiven && given_krw !== undefined ? <Given amount_krw={given_krw} /> : null}
      <p data-testid="nothing-left">{say("nothingLeft")}</p>
    </>
  );
}
