import { type ReactNode, useEffect, useId, useRef } from "react";

type DialogProps = { open: boolean; title: string; onClose: () => void; children: ReactNode };

/** The browser's own modal dialog: focus stays inside, Escape closes, focus returns. */
export function Dialog({ open, title, onClose, children }: DialogProps) {
  const dialog = useRef<HTMLDialogElement>(null);
  const titleId = useId();
  useEffect(() => {
    const element = dialog.current;
    if (open && !element?.open) element?.showModal();
    if (!open && element?.open) element.close();
  }, [open]);
  return (
    <dialog
      ref={dialog}
      className="ui-dialog"
      aria-labelledby={titleId}
      // Closed by the browser itself, it would give the focus back before we know of it, and the next tap be lost.
      onCancel={(event) => {
        event.preventDefault();
        onClose();
      }}
      // Told late: by then it may have been opened anew.
      onClose={({ currentTarget }) => {
        if (!currentTarget.open) onClose();
      }}
    >
      <h2 id={titleId}>{title}</h2>
      {open ? children : null}
    </dialog>
  );
}
