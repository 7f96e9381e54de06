<?php
// What WordPress' own importer does with comments, which Debian does not ship: posts and comments of
// a WXR file go in through WordPress' functions. Run in a site's directory: php wxr_in.php FILE
require getcwd() . '/wp-load.php';
const WXR = 'http://wordpress.org/export/1.2/';

$channel = simplexml_load_file($argv[1], 'SimpleXMLElement', LIBXML_NONET)->channel;
foreach ($channel->item as $item) {
  $post = wp_insert_post(wp_slash([
    'post_title' => (string)$item->title, 'post_status' => 'publish', 'comment_status' => 'open',
    'post_date' => '2026-01-01 00:00:00', 'post_content' => 'A post.',
  ]), true);
  if (is_wp_error($post)) throw new Exception($post->get_error_message());
  $ids = [];  // theirs by ours: a parent comes before its replies
  foreach ($item->children(WXR)->comment as $one) {
    $comment = $one->children(WXR);
    $parent = (string)$comment->comment_parent;
    if ($parent !== '0' && !isset($ids[$parent])) throw new Exception("no parent $parent");
    $ids[(string)$comment->comment_id] = wp_insert_comment(wp_slash([
      'comment_post_ID' => $post,
      'comment_author' => (string)$comment->comment_author,
      'comment_author_email' => (string)$comment->comment_author_email,
      'comment_author_url' => (string)$comment->comment_author_url,
      'comment_author_IP' => (string)$comment->comment_author_IP,
      'comment_date' => (string)$comment->comment_date,
      'comment_date_gmt' => (string)$comment->comment_date_gmt,
      'comment_content' => (string)$comment->comment_content,
      'comment_approved' => (string)$comment->comment_approved,
      'comment_type' => (string)$comment->comment_type,
      'comment_parent' => $parent === '0' ? 0 : $ids[$parent],
    ]));
  }
  wp_update_comment_count_now($post);
}
