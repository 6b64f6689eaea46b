// One file with the pictures that are used, from the design system's own set.
export const ICONS = [
  "account_balance", "account_circle", "add_circle", "arrow_back", "arrow_forward", "attach_file", "autorenew", "campaign", "chat",
  "check", "check_circle", "close", "cloud", "construction", "content_copy", "edit", "error", "event", "expand_more", "favorite",
  "favorite_border", "file_download", "file_upload", "filter_list", "flag", "groups", "help", "history", "info", "insights", "keyboard", "link", "list", "location_on",
  "lock", "login", "logout", "loop", "mail", "mail_outline", "map", "my_location", "navigate_before", "navigate_next", "near_me",
  "notifications", "notifications_none", "people", "person", "phone", "photo_camera", "print", "public", "rss_feed", "schedule", "search", "send",
  "settings", "share", "shield", "star", "star_outline", "support_agent", "thumb_up_alt", "topic", "undo", "update", "visibility", "visibility_off",
  "warning", "work", "zoom_in", "zoom_out",
  // For services and their groups.
  "accessible_forward", "bedding", "bug_report", "camping", "clean_hands", "construction_worker", "deck", "delete", "directions_bike",
  "directions_bus", "directions_car", "directions_walk", "eco", "electrical_services", "flooding", "format_size", "home", "hurricane",
  "lightbulb", "local_fire_department", "local_parking", "park", "pets", "rain", "safety_divider", "science", "snow", "timer",
  "volume_off", "wash",
];

/** [name, svg text] pairs to one SVG of symbols, drawn by `<use href="icons.svg#name">`. */
export function sprite(files) {
  const symbols = files.map(([name, svg]) => {
    const viewBox = svg.match(/viewBox="([^"]+)"/)?.[1] ?? "0 0 24 24";
    const drawing = svg.replace(/^[\s\S]*?<svg[^>]*>/, "").replace(/<\/svg>\s*$/, "");
    return `<symbol id="${name}" viewBox="${viewBox}">${drawing}</symbol>`;
  });
  return `<svg xmlns="http://www.w3.org/2000/svg">${symbols.join("")}</svg>`;
}
