#include "http/page.hpp"

#include <set>

#include "copytaster/domain/text.hpp"
#include "embedded_files.hpp"

namespace copytaster::http {
namespace {

constexpr std::string_view content_security_policy =
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; connect-src 'self'; "
    "form-action 'self'; base-uri 'none'; frame-ancestors 'none'; "
    "require-trusted-types-for 'script'; trusted-types 'none'";

TemplateFault fault(std::string_view what, std::string_view name) {
  return TemplateFault(std::string(what) + ": " + std::string(name));
}

/// One place in a template that wants a filling.
struct Place {
  std::string_view name;
  bool raw = false;
  std::size_t begin = 0;
  std::size_t end = 0;
};

Place place_at(std::string_view text, std::size_t begin) {
  const bool raw = text.substr(begin).starts_with("{{{");
  const std::string_view closing = raw ? "}}}" : "}}";
  const std::size_t name_begin = begin + closing.size();
  const std::size_t name_end = text.find(closing, name_begin);
  if (name_end == std::string_view::npos) throw fault("no end", text.substr(begin, 20));
  return {text.substr(name_begin, name_end - name_begin), raw, begin, name_end + closing.size()};
}

/// With what is marked to be said.
std::string in_language(std::string_view page_template, Language language) {
  std::string out;
  for (std::size_t begin; (begin = page_template.find("[[")) != std::string_view::npos;) {
    const std::size_t end = page_template.find("]]", begin);
    if (end == std::string_view::npos) throw fault("no end", page_template.substr(begin, 20));
    out += page_template.substr(0, begin);
    out += say(page_template.substr(begin + 2, end - begin - 2), language);
    page_template.remove_prefix(end + 2);
  }
  return out += page_template;
}

void put(std::string& out, const Place& place, const Filling& filling) {
  if (place.raw != std::holds_alternative<Markup>(filling)) throw fault("wrong kind", place.name);
  if (place.raw) {
    out += std::get<Markup>(filling).html();
  } else {
    append_html_escaped(out, std::get<std::string>(filling));
  }
}

}  // namespace

Markup Markup::escaped(std::string_view text) {
  Markup markup;
  append_html_escaped(markup.html_, text);
  return markup;
}

Markup& Markup::operator+=(const Markup& more) {
  html_ += more.html_;
  return *this;
}

Markup fill(std::string_view page_template, const Fillings& fillings, Language language) {
  std::string said;
  if (page_template.find("[[") != std::string_view::npos) {
    said = in_language(page_template, language);
    page_template = said;
  }
  std::string out;
  std::set<std::string_view> used;
  std::size_t done = 0;
  for (std::size_t at; (at = page_template.find("{{", done)) != std::string_view::npos;) {
    const Place place = place_at(page_template, at);
    const auto filling = fillings.find(place.name);
    if (filling == fillings.end()) throw fault("no filling", place.name);
    out += page_template.substr(done, at - done);
    put(out, place, filling->second);
    used.insert(filling->first);
    done = place.end;
  }
  out += page_template.substr(done);
  for (const auto& [name, filling] : fillings)
    if (!used.contains(name)) throw fault("no place", name);
  return Markup::vouched(std::move(out));  // the template is ours, each filling was safe
}

std::string_view web_file(std::string_view name) {
  const std::string path = "web/" + std::string(name);
  const auto bytes = embedded_file(path);
  if (!bytes) throw fault("no such file", path);
  return *bytes;
}

Markup plain_page(std::string_view title, const Markup& body, Language language) {
  return fill(web_file("plain.html"), {{"language", std::string(tag_of(language))},
                                       {"title", std::string(say(title, language))},
                                       {"body", body}});
}

HeaderList page_headers() {
  return {{"Content-Type", "text/html; charset=utf-8"},
          {"Content-Security-Policy", std::string(content_security_policy)},
          {"Cross-Origin-Opener-Policy", "same-origin"},
          {"Cross-Origin-Resource-Policy", "same-origin"},
          {"Permissions-Policy", "camera=(), microphone=(), geolocation=()"},
          {"Referrer-Policy", "same-origin"},
          {"X-Content-Type-Options", "nosniff"},
          {"X-Frame-Options", "DENY"}};
}

Reply closed_door(std::string_view title, std::string_view file, const std::string& name,
                  Language language) {
  constexpr int forbidden = 403;
  const Markup why = fill(web_file(file), {{"name", name}}, language);
  return page_reply(forbidden, plain_page(title, why, language), language);
}

Reply page_reply(int status, const Markup& page, Language language) {
  HeaderList headers = page_headers();
  headers.emplace_back("Content-Language", tag_of(language));
  headers.emplace_back("Vary", "Accept-Language");
  return {status, std::move(headers), page.html()};
}

}  // namespace copytaster::http
