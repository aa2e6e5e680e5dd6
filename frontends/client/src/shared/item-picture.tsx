import type { MenuItem } from "@siren/contracts/menu";
import { loadedAgain } from "@siren/web/part-of-the-page";
import { lazy, Suspense, useState } from "react";
import type { ItemDrawing } from "./drawings.tsx";

// The drawings come beside what is to be read, which does not wait for them; nor is it lost with them.
let Drawn: typeof ItemDrawing | undefined;
const drawings = loadedAgain(() => import("./drawings.tsx")).then(
  ({ ItemDrawing }) => {
    Drawn = ItemDrawing;
    return { default: ItemDrawing };
  },
  () => ({ default: NotDrawn }),
);
const DrawnLater = lazy(() => drawings);

type Props = {
  item: Pick<MenuItem, "itemId" | "categoryId" | "pictureId">;
  iced?: boolean;
  isFirst?: boolean;
};

/** The store's own picture, else our drawing: as well where the picture cannot be had. Both fill the same square. */
export function ItemPicture({ item, iced, isFirst }: Props) {
  const [failed, setFailed] = useState<string | null>(null);
  const { pictureId } = item;
  if (pictureId === null || failed === pictureId) {
    // What is lazy waits once even when it is there: a hundred times on a menu.
    const Drawing = Drawn ?? DrawnLater;
    return (
      <Suspense fallback={<NotDrawn />}>
        <Drawing item={item} iced={iced ?? false} />
      </Suspense>
    );
  }
  return (
    <img
      className="picture"
      src={`/api/v1/menu/pictures/${encodeURIComponent(pictureId)}`}
      alt=""
      width="208"
      height="208"
      loading={isFirst ? "eager" : "lazy"}
      decoding="async"
      onError={() => setFailed(pictureId)}
    />
  );
}

/** The room of a drawing. */
function NotDrawn() {
  return <span className="drawing" />;
}
