#include "http/article_links.hpp"

namespace copytaster::http {

std::string with_query(const std::string& url, const std::string& query) {
  std::string result = url.substr(0, url.find('#'));
  result += result.find('?') == std::string::npos ? '?' : '&';
  return result + query;
}

std::string comment_address(const std::string& url, CommentId id) {
  return url.substr(0, url.find('#')) + "#comment-" + std::to_string(id.value);
}

}  // namespace copytaster::http
