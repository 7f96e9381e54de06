// How each format writes one comment, and what stands around all of them.
#pragma once

#include <string>
#include <string_view>

#include "copytaster/domain/export_format.hpp"

namespace copytaster {

void append_ndjson(std::string& out, std::string_view site, const ExportedComment& exported);

std::string_view csv_head();
void append_csv(std::string& out, std::string_view site, const ExportedComment& exported);

void append_wxr_head(std::string& out, std::string_view site);
void append_wxr_item(std::string& out, const ExportedArticle& article);
void append_wxr_comment(std::string& out, const ExportedComment& exported);
std::string_view wxr_item_end();
std::string_view wxr_end();

}  // namespace copytaster
