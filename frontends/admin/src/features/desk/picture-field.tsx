import { pictureView } from "@siren/contracts/menu-desk";
import { randomHex } from "@siren/web/random-hex";
import { Button } from "@siren/web/ui/button";
import { FailureNote, Note } from "@siren/web/ui/note";
import { useMutation } from "@tanstack/react-query";
import { useId, useState } from "react";
import { useMenuText } from "./menu-texts.ts";
import { useKeyedSend } from "./use-keyed-send.ts";

const mostBytes = 512 * 1024;

type PictureFieldProps = {
  name: string;
  itemId: string;
  pictureId: string | null;
  onChange: (pictureId: string | null) => void;
};

/** The page's policy lets it show no `blob:`, so what was picked is read as text. */
const readAsAddress = (file: File) =>
  new Promise<string>((resolve, reject) => {
    const reader = new FileReader();
    reader.onload = () => resolve(String(reader.result));
    reader.onerror = () => reject(reader.error);
    reader.readAsDataURL(file);
  });

/** A picture is kept as soon as it is picked, under a name of its own; the item shows it once it is saved. */
export function PictureField({ name, itemId, pictureId, onChange }: PictureFieldProps) {
  const say = useMenuText();
  const inputId = useId();
  const send = useKeyedSend();
  const [picked, setPicked] = useState<{
    address: string | null;
    fault: "pictureTooLarge" | "pictureUnread" | null;
  }>({
    address: null,
    fault: null,
  });
  const upload = useMutation({
    mutationFn: (file: File) => {
      const named = `${itemId.slice(0, 36).replace(/-+$/, "")}-${randomHex(4)}`;
      const path = `/menu/pictures/${encodeURIComponent(named)}`;
      return send({ method: "PUT", path, answer: pictureView, bytes: file, timeoutMs: 30_000 });
    },
    onSuccess: (kept) => onChange(kept.pictureId),
    onError: () => setPicked({ address: null, fault: null }),
  });

  async function pick(file: File | undefined): Promise<void> {
    upload.reset();
    if (!file) return;
    if (file.size > mostBytes) return setPicked({ address: null, fault: "pictureTooLarge" });
    const address = await readAsAddress(file).catch(() => null);
    setPicked({ address, fault: address === null ? "pictureUnread" : null });
    if (address !== null) upload.mutate(file);
  }

  const shown =
    picked.address ?? (pictureId === null ? null : `/api/v1/menu/pictures/${encodeURIComponent(pictureId)}`);
  return (
    <section className="desk-card">
      <h2>{say("picture")}</h2>
      <div className="desk-picture">
        {shown === null ? (
          <p className="soft desk-picture-none">{say("pictureNone")}</p>
        ) : (
          <img src={shown} alt={say("pictureOf", { name })} data-testid="picture-preview" />
        )}
        <div className="ui-field">
          <label htmlFor={inputId}>{say("picture")}</label>
          <input
            id={inputId}
            type="file"
            accept="image/png,image/jpeg,image/webp"
            data-testid="picture-file"
            aria-describedby={`${inputId}-words`}
            onChange={({ target }) => {
              void pick(target.files?.[0]);
              // The same file may be picked again after it was refused.
              target.value = "";
            }}
          />
          <span id={`${inputId}-words`} className="ui-field-hint">
            {say("pictureLead")}
          </span>
          <p role="status" data-testid="picture-words">
            {upload.isPending ? say("pictureUploading") : upload.isSuccess ? say("pictureKept") : ""}
          </p>
          {picked.fault ? <Note tone="bad">{say(picked.fault)}</Note> : null}
          {upload.error ? <FailureNote error={upload.error} /> : null}
          {pictureId === null ? null : (
            <Button
              look="quiet"
              onClick={() => {
                setPicked({ address: null, fault: null });
                onChange(null);
              }}
            >
              {say("pictureRemove")}
            </Button>
          )}
        </div>
      </div>
    </section>
  );
}
