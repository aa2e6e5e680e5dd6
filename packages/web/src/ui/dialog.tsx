import { type ReactNode, type SyntheticEvent, useEffect, useId, useRef } from "react";

/** The browser's own modal dialog: focus stays inside, Escape closes, focus returns. For a `<dialog>`'s props. */
export function useModal(open: boolean, onClose: () => void) {
  const dialog = useRef<HTMLDialogElement>(null);
  useEffect(() => {
    const element = dialog.current;
    if (open && !element?.open) element?.showModal();
    if (!open && element?.open) element.close();
  }, [open]);
  return {
    ref: dialog,
    // Closed by the browser itself, it would give the focus back before we know of it, and the next tap be lost.
    onCancel(event: SyntheticEvent<HTMLDialogElement>): void {
      event.preventDefault();
      onClose();
    },
    // Told late: by then it may have been opened anew.
    onClose({ currentTarget }: SyntheticEvent<HTMLDialogElement>): void {
      if (!currentTarget.open) onClose();
    },
  };
}

type DialogProps = { open: boolean; title: string; onClose: () => void; children: ReactNode };

export function Dialog({ open, title, onClose, children }: DialogProps) {
  const titleId = useId();
  return (
    <dialog {...useModal(open, onClose)} className="ui-dialog" aria-labelledby={titleId}>
      <h2 id={titleId}>{title}</h2>
      {open ? children : null}
    </dialog>
  );
}
