import type { MenuItem } from "@siren/contracts/menu";
import { useState } from "react";
import { ItemDrawing } from "./drawings.tsx";

type Props = {
  item: Pick<MenuItem, "itemId" | "categoryId" | "pictureId">;
  iced?: boolean;
  isFirst?: boolean;
};

/** The store's own picture, else our drawing: as well where the picture cannot be had. Both fill the same square. */
export function ItemPicture({ item, iced, isFirst }: Props) {
  const [failed, setFailed] = useState<string | null>(null);
  const { pictureId } = item;
  if (pictureId === null || failed === pictureId) return <ItemDrawing item={item} iced={iced ?? false} />;
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
