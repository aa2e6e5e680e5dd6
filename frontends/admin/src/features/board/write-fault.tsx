import { useLanguage } from "@siren/web/i18n";
import { refusalWords } from "./refusal-words.ts";

/** Why something was not taken, with the code that support asks for. */
export function WriteFault({ error }: { error: unknown }) {
  const language = useLanguage();
  if (!error) return null;
  const { text, code } = refusalWords(error, language);
  return (
    <p className="tapped" data-bad role="alert">
      {text} <small>{code}</small>
    </p>
  );
}
